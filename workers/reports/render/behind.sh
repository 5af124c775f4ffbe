#!/bin/sh
# Runs the Chromium of $OVATION_CHROMIUM behind everything else on the machine: nobody waits for a PDF, but somebody may look at
# the pages. Linux shares processors between sessions first (autogroup), and Chromium begins one of its own.
echo 19 2>/dev/null >"/proc/$$/autogroup"
exec nice -n 19 "$OVATION_CHROMIUM" "$@"
