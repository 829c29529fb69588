ALTER TABLE "channels" ADD COLUMN "marks_read" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "follows_id" uuid;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_business_id_follows_id_messages_business_id_id_fk" FOREIGN KEY ("business_id","follows_id") REFERENCES "public"."messages"("business_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "messages_following" ON "messages" USING btree ("business_id","follows_id") WHERE follows_id is not null;