ALTER TABLE "conversations" DROP CONSTRAINT "conversations_last_state";--> statement-breakpoint
ALTER TABLE "messages" DROP CONSTRAINT "messages_state";--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "scheduled_for" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "messages_scheduled_of_conversation" ON "messages" USING btree ("business_id","conversation_id") WHERE state = 'scheduled';--> statement-breakpoint
CREATE INDEX "messages_scheduled" ON "messages" USING btree ("scheduled_for") WHERE state = 'scheduled';--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_last_state" CHECK ("conversations"."last_message_state" in ('received', 'scheduled', 'queued', 'sending', 'accepted', 'sent', 'delivered', 'read', 'failed', 'unknown', 'cancelled'));--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_scheduled_have_a_time" CHECK (state <> 'scheduled' or scheduled_for is not null);--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_state" CHECK ("messages"."state" in ('received', 'scheduled', 'queued', 'sending', 'accepted', 'sent', 'delivered', 'read', 'failed', 'unknown', 'cancelled'));--> statement-breakpoint
CREATE POLICY "system_finds_scheduled" ON "messages" AS PERMISSIVE FOR SELECT TO "frontdesk_system" USING (state = 'scheduled');