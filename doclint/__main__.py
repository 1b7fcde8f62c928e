"""`python -m doclint`: the same as the console script."""

from doclint.cli import main

if __name__ == "__main__":
    main()
