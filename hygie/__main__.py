"""`python -m hygie` is the `hygie` command."""

from hygie.config.cli import main

if __name__ == "__main__":
    main()
