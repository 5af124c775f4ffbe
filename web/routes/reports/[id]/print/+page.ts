/** Paper runs no script: with it a browser would hold half as much again while it prints, and take twice as long. */
export const csr = false;
