import type { Play } from '#tests/conformance/play.ts';

const on = (event: string) => ({ triggers: [{ event }] });

interface Data {
  [key: string]: unknown;
  play?: unknown;
  n?: unknown;
}

/** Events that start, are sent, are waited for, and cancel; functions that run others. */
export const eventPlays: Play[] = [
  {
    name: 'an event starts all the functions it is meant for, each once',
    begins: 'shared',
    functions: ({ client, note }) =>
      ['first', 'second'].map((id) =>
        client.createFunction(
          { id, triggers: [{ event: 'shared' }, { event: 'other' }] },
          ({ event }) => {
            note(event, id);
            return id;
          },
        ),
      ),
    ends: {
      first: { state: 'completed', output: 'first' },
      second: { state: 'completed', output: 'second' },
    },
    notes: ['first', 'second'],
    isUnordered: true,
  },
  {
    name: 'a condition decides whether an event starts a function',
    begins: 'if',
    data: { n: 5 },
    functions: ({ client, note }) =>
      ['event.data.n > 3', 'event.data.n > 7', 'event.data.absent == 1'].map((condition, index) =>
        client.createFunction(
          { id: `if-${index.toString()}`, triggers: [{ event: 'if', if: condition }] },
          ({ event }) => note(event, condition),
        ),
      ),
    ends: { 'if-0': { state: 'completed' } },
    notes: ['event.data.n > 3'],
  },
  {
    name: 'a function sends events, which start others',
    begins: 'sender',
    functions: ({ client, note }) => [
      client.createFunction({ id: 'sender', ...on('sender') }, async ({ event, step }) => {
        const { play } = event.data as Data;
        const { ids } = await step.sendEvent('tell', [
          { name: 'sent', id: `${String(play)} 1`, data: { play, n: 1 } },
          { name: 'sent', id: `${String(play)} 2`, data: { play, n: 2 } },
        ]);
        return ids.length;
      }),
      client.createFunction({ id: 'sent', ...on('sent') }, ({ event }) => {
        note(event, `sent ${String((event.data as Data).n)}`);
      }),
    ],
    ends: {
      sender: { state: 'completed', output: 2 },
      sent: [{ state: 'completed' }, { state: 'completed' }],
    },
    notes: ['sent 1', 'sent 2'],
    isUnordered: true,
  },
  {
    name: 'a wait ends with the event that fits, and with no other',
    begins: 'wait',
    functions: ({ client, note }) => [
      client.createFunction({ id: 'wait', ...on('wait') }, async ({ event, step }) => {
        await step.run('ask', () => note(event, 'ask'));
        const answer = await step.waitForEvent('answer', {
          event: 'answered',
          timeout: '1m',
          if: 'async.data.about == event.data.play && async.data.n > 1',
        });
        return step.run('after', () => {
          note(event, 'after');
          return (answer?.data as Data | undefined)?.n;
        });
      }),
    ],
    then: [
      { after: 'ask', event: 'answered', data: { n: 1 } },
      { after: 'ask', event: 'answered', data: { n: 2 } },
    ],
    ends: { wait: { state: 'completed', output: 2 } },
    notes: ['ask', 'after'],
  },
  {
    name: 'a wait whose time runs out gives null',
    begins: 'in-vain',
    functions: ({ client, note }) => [
      client.createFunction({ id: 'in-vain', ...on('in-vain') }, async ({ event, step }) => {
        const answer = await step.waitForEvent('answer', { event: 'never', timeout: '1s' });
        note(event, 'after');
        return answer;
      }),
    ],
    ends: { 'in-vain': { state: 'completed', output: null } },
    notes: ['after'],
  },
  {
    name: 'an event sent before the wait began does not end it',
    begins: 'early',
    functions: ({ client }) => [
      client.createFunction({ id: 'early', ...on('early') }, async ({ event, step }) => {
        const { play } = event.data as Data;
        await step.sendEvent('too early', { name: 'early.answered', data: { about: play } });
        return step.waitForEvent('answer', {
          event: 'early.answered',
          timeout: '1s',
          if: 'async.data.about == event.data.play',
        });
      }),
    ],
    ends: { early: { state: 'completed', output: null } },
    notes: [],
  },
  {
    name: 'waits and steps side by side are joined',
    begins: 'mixed',
    functions: ({ client, note }) => [
      client.createFunction({ id: 'mixed', ...on('mixed') }, async ({ event, step }) => {
        const [answer, work] = await Promise.all([
          step.waitForEvent('answer', {
            event: 'mixed.answered',
            timeout: '1m',
            if: 'async.data.about == event.data.play',
          }),
          step.run('work', () => {
            note(event, 'work');
            return 'work';
          }),
        ]);
        return [answer?.name, work];
      }),
    ],
    then: [{ after: 'work', event: 'mixed.answered' }],
    ends: { mixed: { state: 'completed', output: ['mixed.answered', 'work'] } },
    notes: ['work'],
  },
  {
    name: 'a function runs another and gets what it returns',
    begins: 'caller',
    functions: ({ client, note }) => {
      const called = client.createFunction(
        { id: 'called', ...on('called') },
        async ({ event, step }) => {
          const { n } = event.data as { n: number };
          await step.run('inside', () => note(event, 'inside'));
          return n * 2;
        },
      );
      const caller = client.createFunction(
        { id: 'caller', ...on('caller') },
        async ({ event, step }) => {
          const given = { ...(event.data as Data), n: 21 };
          const told = await step.invoke('call', { function: called, data: given });
          return step.run('after', () => {
            note(event, 'after');
            return told;
          });
        },
      );
      return [called, caller];
    },
    ends: {
      called: { state: 'completed', output: 42 },
      caller: { state: 'completed', output: 42 },
    },
    notes: ['inside', 'after'],
  },
  {
    name: 'a function that runs another which fails can catch that',
    begins: 'hopeful',
    functions: ({ client, note }) => {
      const failing = client.createFunction({ id: 'failing', retries: 0, ...on('failing') }, () => {
        throw new Error('no use');
      });
      const hopeful = client.createFunction(
        { id: 'hopeful', retries: 0, ...on('hopeful') },
        async ({ event, step }) => {
          try {
            await step.invoke('call', { function: failing, data: event.data });
            return 'unreachable';
          } catch (error) {
            note(event, error instanceof Error ? error.message : 'odd');
            return 'caught';
          }
        },
      );
      return [failing, hopeful];
    },
    ends: {
      failing: { state: 'failed', error: 'no use' },
      hopeful: { state: 'completed', output: 'caught' },
    },
    notes: ['no use'],
  },
  {
    name: 'an event cancels the runs it fits, between their steps',
    begins: 'stoppable',
    functions: ({ client, note }) => [
      client.createFunction(
        {
          id: 'stoppable',
          ...on('stoppable'),
          cancelOn: [{ event: 'stopped', if: 'async.data.about == event.data.play' }],
        },
        async ({ event, step }) => {
          await step.run('begin', () => note(event, 'begin'));
          await step.sleep('long', '1h');
          await step.run('end', () => note(event, 'end'));
        },
      ),
    ],
    then: [{ after: 'begin', event: 'stopped' }],
    ends: {
      stoppable: { state: 'cancelled' },
    },
    notes: ['begin'],
  },
  {
    name: 'an event that comes later than it counts for cancels nothing',
    begins: 'safe',
    functions: ({ client, note }) => [
      client.createFunction(
        {
          id: 'safe',
          ...on('safe'),
          cancelOn: [
            { event: 'safe.stopped', if: 'async.data.about == event.data.play', timeout: '1s' },
          ],
        },
        async ({ event, step }) => {
          await step.sleep('at first', '2s');
          await step.run('late', () => note(event, 'late'));
          await step.sleep('and then', '2s');
          return 'safe';
        },
      ),
    ],
    then: [{ after: 'late', event: 'safe.stopped' }],
    ends: { safe: { state: 'completed', output: 'safe' } },
    notes: ['late'],
  },
  {
    name: 'a run that takes longer than it may is cancelled',
    begins: 'limited',
    functions: ({ client, note }) => [
      client.createFunction(
        { id: 'limited', ...on('limited'), timeouts: { finish: '4s' } },
        async ({ event, step }) => {
          await step.run('begin', () => note(event, 'begin'));
          await step.sleep('long', '1h');
          await step.run('end', () => note(event, 'end'));
        },
      ),
    ],
    ends: { limited: { state: 'cancelled' } },
    notes: ['begin'],
  },
];
