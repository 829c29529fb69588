import type { TimerPlay } from '#tests/conformance/play.ts';

/** Functions that start by the clock. */
export const timerPlays: TimerPlay[] = [
  {
    name: 'a timer starts a function, which is told its cron',
    cron: '* * * * *',
    functions: ({ client, note }) => [
      client.createFunction(
        { id: 'timed', triggers: [{ cron: '* * * * *' }] },
        async ({ event, step }) => {
          await step.run('first', () => note(event, 'first'));
          await step.run('second', () => note(event, 'second'));
          return [event.name, (event.data as { cron: string }).cron];
        },
      ),
    ],
    end: {
      functionId: 'timed',
      state: 'completed',
      output: ['inngest/scheduled.timer', '* * * * *'],
    },
    notes: ['first', 'second'],
  },
  {
    name: 'a timer in a time zone goes off beside other timers and events of its function',
    cron: 'TZ=Asia/Kolkata */1 * * * *',
    functions: ({ client, note }) => [
      client.createFunction(
        {
          id: 'mixed-timers',
          triggers: [
            { cron: 'TZ=Asia/Kolkata */1 * * * *' },
            { cron: '0 0 1 1 *' },
            { event: 'mixed-timers' },
          ],
        },
        ({ event }) => {
          note(event, 'body');
          return (event.data as { cron: string }).cron;
        },
      ),
    ],
    end: { functionId: 'mixed-timers', state: 'completed', output: 'TZ=Asia/Kolkata */1 * * * *' },
    notes: ['body'],
  },
];
