"""`python -m app.cli` is `chaeum`."""

from app.cli import main

main()
