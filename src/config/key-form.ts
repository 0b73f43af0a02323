/** What can travel in an Authorization header. */
export const KEY = /^[\x21-\x7e]+$/;

export const KEY_RULE = 'a key has no spaces or line breaks, and only ASCII characters';
