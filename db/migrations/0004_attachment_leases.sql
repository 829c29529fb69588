DROP INDEX "attachments_pending";--> statement-breakpoint
ALTER TABLE "attachments" ADD COLUMN "lease_until" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "attachments_unsent" ON "attachments" USING btree ("created_at") WHERE message_id is null;--> statement-breakpoint
CREATE INDEX "attachments_pending" ON "attachments" USING btree ("state_at") WHERE state = 'pending' and message_id is not null;--> statement-breakpoint
CREATE POLICY "system_finds_unsent" ON "attachments" AS PERMISSIVE FOR SELECT TO "frontdesk_system" USING (message_id is null);--> statement-breakpoint
ALTER POLICY "system_finds_pending" ON "attachments" TO frontdesk_system USING (state = 'pending' and message_id is not null);