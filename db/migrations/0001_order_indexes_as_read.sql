DROP INDEX "conversations_unread";--> statement-breakpoint
DROP INDEX "activities_of_contact";--> statement-breakpoint
DROP INDEX "conversations_by_status";--> statement-breakpoint
DROP INDEX "messages_of_conversation";--> statement-breakpoint
CREATE INDEX "conversations_counted" ON "conversations" USING btree ("business_id","status","assignee_id","unread_count");--> statement-breakpoint
CREATE INDEX "activities_of_contact" ON "activities" USING btree ("business_id","contact_id","id");--> statement-breakpoint
CREATE INDEX "conversations_by_status" ON "conversations" USING btree ("business_id","status","last_message_at","id");--> statement-breakpoint
CREATE INDEX "messages_of_conversation" ON "messages" USING btree ("business_id","conversation_id","occurred_at","id");