"""`aggregator completion`: what makes a shell complete commands, options and source names."""

import click

from aggregator.cli.session import Session, Verb
from aggregator.cli.tell import tell_json, tell_line


@click.command(cls=Verb)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the completion script of a shell.

    For bash: eval "$(aggregator completion bash)" in ~/.bashrc; for zsh the same in ~/.zshrc;
    for fish: aggregator completion fish > ~/.config/fish/completions/aggregator.fish
    """
    from click.shell_completion import get_completion_class

    made = get_completion_class(shell)
    if made is None:
        raise click.ClickException(f"this version of click knows no completion for {shell}")
    root = context.find_root().command
    script = made(root, {}, "aggregator", "_AGGREGATOR_COMPLETE").source()
    if context.ensure_object(Session).as_json:
        tell_json({"shell": shell, "script": script})
    else:
        tell_line(script)
