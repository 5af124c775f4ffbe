/** An id: 1–128 printable characters in one line, without space around them. The encoder goes by the same, byte by byte. */
export const ID = /^(?! )[^\p{C}\p{Zl}\p{Zp}]{1,128}(?<! )$/u;
