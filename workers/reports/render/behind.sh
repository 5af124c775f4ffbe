#!/bin/sh
# Runs the Chromium of $OVATION_CHROMIUM behind the pages: nobody waits for a PDF, but somebody may look at them. With a tenth of
# what they may take it still ends on a machine that is busy all day. Linux shares processors between sessions first
# (autogroup), and Chromium begins one of its own.
echo 10 2>/dev/null >"/proc/$$/autogroup"
exec nice -n 10 "$OVATION_CHROMIUM" "$@"
