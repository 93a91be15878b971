"""Telling a source's failure from our own lack of a network."""

import asyncio

from aggregator.network import Network


async def ask(network, host, *, answers, after=0):
    with network.asking() as present:
        for _ in range(after + 1):
            await asyncio.sleep(0)
        if answers:
            present.note_answer()
    return None if answers else await present.is_offline(host)


def together(*requests):
    async def scenario():
        network = Network()
        return await asyncio.gather(*(ask(network, *host, **how) for host, how in requests))

    return asyncio.run(asyncio.wait_for(scenario(), 10))


def test_when_nobody_answers_we_are_offline():
    dead = {"answers": False}
    assert together((["a"], dead), (["b"], dead), (["c"], dead)) == [True, True, True]


def test_one_answer_makes_the_others_failures_their_own():
    late = {"answers": True, "after": 20}
    assert together((["a"], {"answers": False}), (["b"], {"answers": False}), (["c"], late)) == [
        False,
        False,
        None,
    ]


def test_one_host_alone_says_nothing_about_the_network():
    dead = {"answers": False}
    assert together((["a"], dead), (["a"], dead)) == [False, False]


def test_hosts_that_fail_before_the_next_is_asked_tell_together():
    """Without a network nothing takes time: each would be the only one of its round."""

    async def scenario():
        network = Network()
        asked = []
        for host in ("a", "b", "c"):
            asked.append(asyncio.create_task(ask(network, host, answers=False)))
            await asyncio.sleep(0.005)
        return await asyncio.gather(*asked)

    assert asyncio.run(scenario()) == [True, True, True]


def test_a_round_that_is_over_says_nothing_about_the_next():
    async def scenario():
        network = Network()
        await ask(network, "a", answers=True)
        dead = [ask(network, host, answers=False) for host in ("b", "c")]
        return await asyncio.gather(*dead)

    assert asyncio.run(scenario()) == [True, True]


def test_a_network_lost_and_found_is_news_once():
    async def scenario():
        network, told = Network(), []
        for answers in (True, False, False, True, True):
            hosts = (ask(network, host, answers=answers) for host in ("a", "b"))
            await asyncio.gather(*hosts)
            told.append(network.take_news())
        return told

    assert asyncio.run(scenario()) == [None, False, None, True, None]
