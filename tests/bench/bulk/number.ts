/** The number through which the bench sends, and the secret its provider shares with it. */
export const benchNumber = '109000000000099';
export const benchSecret = 'the secret of the bench’s provider';
