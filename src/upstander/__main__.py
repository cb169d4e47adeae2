"""`python -m upstander` is the same as `upstander`."""

from upstander.cli.main import app

if __name__ == "__main__":
    app(prog_name="upstander")
