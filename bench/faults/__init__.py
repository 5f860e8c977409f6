"""Workers killed by SIGKILL at each step of money, hundreds of times, under the real broker."""
