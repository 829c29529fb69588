import { afterCommit, forBusiness } from '#db/business.ts';
import { insertJobEvent, wakeExecutor } from '#inngest/job-events.ts';
import { channelPort } from '#server/channel-port.ts';
import { filePort } from '#server/file-port.ts';
import type { Actor, BusinessContext } from '#server/domain/context.ts';
import { log } from '#server/log.ts';
import { mailer } from '#server/mail.ts';
import { publishSoon } from '#server/realtime/publish-soon.ts';
import { publishRealtime } from '#server/realtime/publish.ts';

/** The context of a verb with the real ports: database, realtime, jobs, channels, mail, clock. */
export function createBusinessContext(who: { businessId: string; actor: Actor }): BusinessContext {
  const { businessId, actor } = who;
  return {
    businessId,
    actor,
    db: (work) => forBusiness(businessId, work),
    publish: async (tx, event) => {
      if (event.name === 'campaign.updated') afterCommit(() => publishSoon(businessId, event));
      else await publishRealtime(tx, businessId, event);
    },
    enqueue: async (tx, event) => {
      await insertJobEvent(tx, event);
      afterCommit(wakeExecutor);
    },
    channels: channelPort(),
    files: filePort(businessId),
    mail: mailer(),
    now: () => new Date(),
    log: log().child({ businessId }),
  };
}
