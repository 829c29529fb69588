import type { Chance } from '#tests/webhooks/seeded.ts';
import type { OurMessage, ProviderEvent, Story } from '#tests/webhooks/story.ts';

/** What the story has besides, and what its events are about. */
interface Scene {
  threads: Story['threads'];
  ours: readonly OurMessage[];
  /** How many messages of people there are: `wamid.theirs.0` and so on. */
  theirs: number;
  /** The first second of these events; each has one of its own. */
  from: number;
  /** A change of a number, by the place of its account. */
  changeOf(account: number, value: object, field?: string): object;
}

interface Moment {
  scene: Scene;
  chance: Chance;
  number: number;
  at: number;
  account: number;
}

/**
 * Events about what was said before, in all their kinds: reactions, edits, echoes, moves, wishes,
 * files, ads. Some are of messages that nobody ever sees.
 */
export function inventUpdates(chance: Chance, scene: Scene, count: number): ProviderEvent[] {
  return Array.from({ length: count }, (_, number) => {
    const at = scene.from + number;
    // As many rounds as there are kinds, so that each kind comes to each account.
    const account = Math.floor(number / kinds.length) % 4;
    const invent = kinds[number % kinds.length] ?? react;
    return { at, ...invent({ scene, chance, number, at, account }) };
  });
}

type Invented = Pick<ProviderEvent, 'change' | 'isOfHolder'>;

const kinds: ((moment: Moment) => Invented)[] = [
  react,
  echo,
  revise,
  writeFromAd,
  echo,
  sendFile,
  moveNumber,
  writeBeforeMove,
  wish,
  writeAsWishing,
  react,
  writeInTwoSpellings,
  reviseEcho,
  receiptOfEcho,
  writeBeforeId,
  moveId,
  writeAfterId,
  writeHalfHidden,
  tellLimit,
  decideOnTemplate,
  rateTemplate,
  writeHalfHidden,
  writeBeforeHandover,
  writeAfterHandover,
];

function message({ scene, number, at, account }: Moment, part: object): Invented {
  const item = { id: `wamid.update.${String(number)}`, timestamp: String(at), ...part };
  return { change: scene.changeOf(account, { messages: [item] }) };
}

function react(moment: Moment): Invented {
  const { scene, chance, number } = moment;
  const thread = scene.threads[number % scene.threads.length];
  const ours = `wamid.ours.${String(1 + chance.below(scene.ours.length))}`;
  const theirs = `wamid.theirs.${String(chance.below(scene.theirs))}`;
  const emoji = chance.pick(['👍', '❤', '🙏', '', 'none']);
  const message_id = chance.pick([ours, theirs]);
  const reaction = { message_id, ...(emoji !== 'none' && { emoji }) };
  return message(
    { ...moment, account: thread?.account ?? 0 },
    { from: thread?.address, type: 'reaction', reaction },
  );
}

function revise(moment: Moment): Invented {
  const { scene, chance, number } = moment;
  const original_message_id = `wamid.theirs.${String(chance.below(scene.theirs + 5))}`;
  const revised = revisionOf(chance, original_message_id, `Better words ${String(number)}`);
  return message({ ...moment, account: chance.below(4) }, { from: '5511977777777', ...revised });
}

function revisionOf(chance: Chance, original_message_id: string, body: string): object {
  if (chance.oneIn(3)) return { type: 'revoke', revoke: { original_message_id } };
  const edit = { original_message_id, message: { type: 'text', text: { body } } };
  return { type: 'edit', edit };
}

/** Whoever was written to on the phone: somebody we know, or somebody new. */
function echo({ scene, chance, number, at, account }: Moment): Invented {
  const thread = chance.oneIn(3) ? undefined : scene.threads[number % scene.threads.length];
  const item = {
    from: '551130000000',
    to: thread?.address ?? `55117${String(10_000_000 + chance.below(5))}`,
    id: `wamid.echo.${String(number)}`,
    timestamp: String(at),
    type: 'text',
    text: { body: `From the phone ${String(number)}` },
  };
  return echoed(scene, thread?.account ?? account, item);
}

function echoed(scene: Scene, account: number, item: object): Invented {
  return { change: scene.changeOf(account, { message_echoes: [item] }, 'smb_message_echoes') };
}

function reviseEcho({ scene, chance, number, at, account }: Moment): Invented {
  const item = {
    from: '551130000000',
    id: `wamid.update.${String(number)}`,
    timestamp: String(at),
  };
  const about = `wamid.echo.${String(chance.below(number))}`;
  const revised = revisionOf(chance, about, `Better from the phone ${String(number)}`);
  return echoed(scene, account, { ...item, ...revised });
}

function receiptOfEcho({ scene, chance, number, at, account }: Moment): Invented {
  const id = `wamid.echo.${String(chance.below(number))}`;
  const item = { id, timestamp: String(at), status: chance.pick(['sent', 'delivered', 'read']) };
  return { change: scene.changeOf(account, { statuses: [item] }) };
}

function writeFromAd(moment: Moment): Invented {
  const { chance, number } = moment;
  const referral = { source_type: 'ad', source_id: `ad ${String(number)}`, ctwa_clid: 'click' };
  const from = `55116${String(10_000_000 + chance.below(4))}`;
  return message(moment, { from, type: 'text', text: { body: 'Your ad' }, referral });
}

function sendFile(moment: Moment): Invented {
  const { scene, number } = moment;
  const thread = scene.threads[number % scene.threads.length];
  const image = { id: `file ${String(number)}`, mime_type: 'image/jpeg', caption: 'Look' };
  const place = { ...moment, account: thread?.account ?? 0 };
  return message(place, { from: thread?.address, type: 'image', image });
}

const movers = 3;
const numberOf = (mover: number, round: number, step: number) =>
  `55215${String(10_000_000 + mover * 100_000 + round * 10 + step)}`;

/** From one number to another; each does so once. */
function moveNumber(moment: Moment): Invented {
  const [round, mover] = roundOf(moment.number);
  const [from, to] = [numberOf(mover, round, 0), numberOf(mover, round, 1)];
  const system = { type: 'user_changed_number', wa_id: to };
  return message({ ...moment, account: mover }, { from, type: 'system', system });
}

/** By the provider's clock after the move, and still from the old number: that is where they are. */
function writeBeforeMove(moment: Moment): Invented {
  const [round, mover] = roundOf(moment.number);
  const text = { body: `Still here ${String(moment.number)}` };
  return message(
    { ...moment, account: mover },
    { from: numberOf(mover, round, 0), type: 'text', text },
  );
}

function roundOf(number: number): [round: number, mover: number] {
  const turn = Math.floor(number / kinds.length);
  return [Math.floor(turn / movers), turn % movers];
}

const idOf = (number: number, when: 'before' | 'after') =>
  `BR.${when}.${roundOf(number).toReversed().join('.')}`;

function moveId(moment: Moment): Invented {
  const { scene, at, number } = moment;
  const mover = roundOf(number)[1];
  const [previous, current] = [idOf(number, 'before'), idOf(number, 'after')];
  // Both ways in which it is told.
  if (roundOf(number)[0] % 2 === 1) {
    const system = { type: 'user_changed_user_id', previous_user_id: previous, user_id: current };
    return message({ ...moment, account: mover }, { type: 'system', system });
  }
  const item = { user_id: { previous, current }, timestamp: at };
  return { change: scene.changeOf(mover, { user_id_update: [item] }, 'user_id_update') };
}

function writeBeforeId(moment: Moment): Invented {
  return writeById(moment, idOf(moment.number, 'before'));
}

function writeAfterId(moment: Moment): Invented {
  return writeById(moment, idOf(moment.number, 'after'));
}

function writeById(moment: Moment, from_user_id: string): Invented {
  const text = { body: `Who am I ${String(moment.number)}` };
  const account = roundOf(moment.number)[1];
  return message({ ...moment, account }, { from_user_id, type: 'text', text });
}

function writeBeforeHandover(moment: Moment): Invented {
  return writeFromGiven(moment, 'first');
}

/** The number is somebody else's by now. */
function writeAfterHandover(moment: Moment): Invented {
  return writeFromGiven(moment, 'second');
}

function writeFromGiven(moment: Moment, who: 'first' | 'second'): Invented {
  const [round, account] = roundOf(moment.number);
  const from = `55213${String(10_000_000 + account * 100_000 + round)}`;
  const from_user_id = `BR.${who}.${String(account)}.${String(round)}`;
  const text = { body: `Whose number ${String(moment.number)}` };
  return message({ ...moment, account }, { from, from_user_id, type: 'text', text });
}

/** Known now by the number, now by an id, now by both: which of them are one may be told last. */
function writeHalfHidden(moment: Moment): Invented {
  const { chance, number } = moment;
  const who = chance.below(3);
  const from = `55113${String(10_000_000 + who)}`;
  const ids = { from_user_id: `BR.half.${String(who)}` };
  const parent = { from_parent_user_id: `BR.ENT.half.${String(who)}` };
  const named = [{ from }, ids, parent, { from, ...ids }, { ...ids, ...parent }];
  const text = { body: `Half hidden ${String(number)}` };
  return message({ ...moment, account: 1 }, { ...chance.pick(named), type: 'text', text });
}

const wishing = (number: number) => `55114${String(10_000_000 + roundOf(number)[1])}`;

function wish({ scene, chance, number, at }: Moment): Invented {
  const value = chance.pick(['stop', 'resume']);
  const category = 'marketing_messages';
  const item = { wa_id: wishing(number), category, value, timestamp: at };
  return { change: scene.changeOf(0, { user_preferences: [item] }, 'user_preferences') };
}

function writeAsWishing(moment: Moment): Invented {
  const text = { body: `I wish ${String(moment.number)}` };
  return message({ ...moment, account: 0 }, { from: wishing(moment.number), type: 'text', text });
}

function writeInTwoSpellings(moment: Moment): Invented {
  const { chance, number } = moment;
  const from = chance.pick(['5531987654321', '553187654321']);
  const text = { body: `It is me ${String(number)}` };
  return message({ ...moment, account: 1 }, { from, type: 'text', text });
}

function tellLimit({ scene, chance, account, number }: Moment): Invented {
  const value = {
    event: `UPGRADE ${String(number)}`,
    current_limit: chance.pick(['TIER_250', 'TIER_2K', 'TIER_10K']),
  };
  return {
    isOfHolder: true,
    change: scene.changeOf(account, value, 'phone_number_quality_update'),
  };
}

function decideOnTemplate({ scene, chance, account, number }: Moment): Invented {
  const value = {
    event: chance.pick(['APPROVED', 'REJECTED', 'PAUSED']),
    message_template_id: number,
    message_template_name: 'booking_reminder',
    message_template_language: 'en',
  };
  const change = scene.changeOf(account, value, 'message_template_status_update');
  return { isOfHolder: true, change };
}

function rateTemplate({ scene, chance, account, number }: Moment): Invented {
  const value = {
    new_quality_score: chance.pick(['GREEN', 'YELLOW', 'RED']),
    message_template_id: number,
    message_template_name: 'booking_reminder',
    message_template_language: 'en',
  };
  const change = scene.changeOf(account, value, 'message_template_quality_update');
  return { isOfHolder: true, change };
}
