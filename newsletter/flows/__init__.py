"""The few sequences that more than one door needs: stages in order, results passed on."""
