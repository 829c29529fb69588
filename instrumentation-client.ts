/**
 * Runs before any page code. Zod looks whether it may compile its checks; the content security
 * policy says no, and would report the question, so it is told beforehand.
 */
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
