import { answerJobCall } from '#inngest/handler.ts';

export const dynamic = 'force-dynamic';

export const GET = answerJobCall;
export const POST = answerJobCall;
export const PUT = answerJobCall;
