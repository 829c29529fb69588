import { randomUUID } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { forBusiness } from '#db/business.ts';
import { realtimeEvents } from '#db/schema/realtime.ts';
import { createBusiness } from '#db/testing/factories.ts';
import { publishSoon } from '#server/realtime/publish-soon.ts';

test('what changes many times in a moment is published once, and again when it changes later', async () => {
  const { id: businessId } = await createBusiness();
  const ids = [randomUUID(), randomUUID()];
  const published = async () => {
    const rows = await forBusiness(businessId, (tx) => tx.select().from(realtimeEvents));
    return rows.map((row) => row.ids.campaignId).sort();
  };
  const change = () => {
    for (const campaignId of [...ids, ...ids, ...ids]) {
      publishSoon(businessId, { name: 'campaign.updated', ids: { campaignId } });
    }
  };
  change();
  await vi.waitFor(async () => expect(await published()).toEqual(ids.toSorted()), 10_000);
  change();
  await vi.waitFor(
    async () => expect(await published()).toEqual([...ids, ...ids].toSorted()),
    10_000,
  );
});
