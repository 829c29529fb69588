ALTER TABLE "channels" ADD COLUMN "new_people_per_day_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "contact_identities" ADD COLUMN "left_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "contact_identities" ADD COLUMN "left_for" text;--> statement-breakpoint
ALTER TABLE "contacts" ADD COLUMN "phone_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "address_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "answered_elsewhere_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "read_up_to_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "recipient_paces" ADD COLUMN "marketing_said_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "channels_of_account" ON "channels" USING btree ("kind","account_id");