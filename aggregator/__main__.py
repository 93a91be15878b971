"""`python -m aggregator` is `aggregator`."""

from aggregator.cli.main import main

if __name__ == "__main__":
    main()
