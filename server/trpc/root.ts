import { router } from '#server/trpc/init.ts';

export const appRouter = router({});

export type AppRouter = typeof appRouter;
