CREATE TABLE "attachments" (
	"business_id" uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"message_id" uuid,
	"uploaded_by_member_id" uuid,
	"position" integer DEFAULT 0 NOT NULL,
	"kind" text NOT NULL,
	"mime_type" text,
	"file_name" text,
	"size_bytes" bigint,
	"sha256" text,
	"width" integer,
	"height" integer,
	"duration_seconds" real,
	"is_voice" boolean DEFAULT false NOT NULL,
	"is_animated" boolean DEFAULT false NOT NULL,
	"provider_media_id" text,
	"provider_media_at" timestamp with time zone,
	"source_url" text,
	"storage_key" text,
	"thumbnail_key" text,
	"state" text DEFAULT 'pending' NOT NULL,
	"state_at" timestamp with time zone DEFAULT now() NOT NULL,
	"lease_until" timestamp with time zone,
	"failure_text" text,
	"is_too_large" boolean DEFAULT false NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "attachments_business_id_id_pk" PRIMARY KEY("business_id","id"),
	CONSTRAINT "attachments_kind" CHECK ("attachments"."kind" in ('image', 'video', 'audio', 'document', 'sticker')),
	CONSTRAINT "attachments_state" CHECK ("attachments"."state" in ('pending', 'stored', 'failed'))
);
--> statement-breakpoint
ALTER TABLE "attachments" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "message_revisions" (
	"business_id" uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"channel_id" uuid NOT NULL,
	"provider_message_id" text NOT NULL,
	"kind" text NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"content" jsonb,
	"raw" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "message_revisions_business_id_id_pk" PRIMARY KEY("business_id","id"),
	CONSTRAINT "message_revisions_kind" CHECK ("message_revisions"."kind" in ('edited', 'deleted'))
);
--> statement-breakpoint
ALTER TABLE "message_revisions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "reactions" (
	"business_id" uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"channel_id" uuid NOT NULL,
	"provider_message_id" text NOT NULL,
	"side" text NOT NULL,
	"emoji" text,
	"occurred_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "reactions_business_id_id_pk" PRIMARY KEY("business_id","id"),
	CONSTRAINT "reactions_side" CHECK ("reactions"."side" in ('contact', 'business'))
);
--> statement-breakpoint
ALTER TABLE "reactions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "templates" (
	"business_id" uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"account_id" text NOT NULL,
	"provider_template_id" text,
	"name" text NOT NULL,
	"language" text NOT NULL,
	"category" text NOT NULL,
	"status" text NOT NULL,
	"status_at" timestamp with time zone DEFAULT now() NOT NULL,
	"status_reason" text,
	"quality" text,
	"quality_at" timestamp with time zone,
	"category_at" timestamp with time zone,
	"parameter_format" text DEFAULT 'positional' NOT NULL,
	"components" jsonb NOT NULL,
	"synced_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "templates_business_id_id_pk" PRIMARY KEY("business_id","id"),
	CONSTRAINT "templates_category" CHECK ("templates"."category" in ('marketing', 'utility', 'authentication')),
	CONSTRAINT "templates_status" CHECK ("templates"."status" in ('draft', 'pending', 'approved', 'rejected', 'paused', 'disabled', 'deleted'))
);
--> statement-breakpoint
ALTER TABLE "templates" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "channels" DROP CONSTRAINT "channels_kind";--> statement-breakpoint
ALTER TABLE "contact_identities" DROP CONSTRAINT "contact_identities_channel_kind";--> statement-breakpoint
ALTER TABLE "messages" DROP CONSTRAINT "messages_kind";--> statement-breakpoint
ALTER TABLE "webhook_deliveries" DROP CONSTRAINT "webhook_deliveries_kind";--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "account_id" text;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "verify_token_hash" text;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "new_people_per_day_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "marks_read" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "templates_synced_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "templates_sync_trouble" text;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "templates_sync_started_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "token_expires_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "checkup" jsonb;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "checked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "checks_paid_up_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "quality" text;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "quality_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "contact_identities" ADD COLUMN "left_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "contact_identities" ADD COLUMN "left_for" text;--> statement-breakpoint
ALTER TABLE "contacts" ADD COLUMN "username" text;--> statement-breakpoint
ALTER TABLE "contacts" ADD COLUMN "username_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "contacts" ADD COLUMN "phone_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "contacts" ADD COLUMN "first_touch" jsonb;--> statement-breakpoint
ALTER TABLE "contacts" ADD COLUMN "first_touch_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "address_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "answered_elsewhere_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "read_up_to_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "last_message_kind" text;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "content" jsonb;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "context" jsonb;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "edited_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "deleted_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "first_text" text;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "failure_detail" text;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "follows_id" uuid;--> statement-breakpoint
ALTER TABLE "receipts" ADD COLUMN "failure_detail" text;--> statement-breakpoint
ALTER TABLE "recipient_paces" ADD COLUMN "marketing_said_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_business_id_message_id_messages_business_id_id_fk" FOREIGN KEY ("business_id","message_id") REFERENCES "public"."messages"("business_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_business_id_uploaded_by_member_id_members_business_id_id_fk" FOREIGN KEY ("business_id","uploaded_by_member_id") REFERENCES "public"."members"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_revisions" ADD CONSTRAINT "message_revisions_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_revisions" ADD CONSTRAINT "message_revisions_business_id_channel_id_channels_business_id_id_fk" FOREIGN KEY ("business_id","channel_id") REFERENCES "public"."channels"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reactions" ADD CONSTRAINT "reactions_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reactions" ADD CONSTRAINT "reactions_business_id_channel_id_channels_business_id_id_fk" FOREIGN KEY ("business_id","channel_id") REFERENCES "public"."channels"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "templates" ADD CONSTRAINT "templates_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "attachments_of_message" ON "attachments" USING btree ("business_id","message_id","position") WHERE message_id is not null;--> statement-breakpoint
CREATE INDEX "attachments_pending" ON "attachments" USING btree ("state_at") WHERE state = 'pending' and message_id is not null;--> statement-breakpoint
CREATE INDEX "attachments_unsent" ON "attachments" USING btree ("created_at") WHERE message_id is null;--> statement-breakpoint
CREATE UNIQUE INDEX "message_revisions_once" ON "message_revisions" USING btree ("business_id","channel_id","provider_message_id","kind","occurred_at",md5(coalesce(content::text, '')));--> statement-breakpoint
CREATE INDEX "message_revisions_of_message" ON "message_revisions" USING btree ("business_id","channel_id","provider_message_id");--> statement-breakpoint
CREATE UNIQUE INDEX "reactions_one_per_side" ON "reactions" USING btree ("business_id","channel_id","provider_message_id","side");--> statement-breakpoint
CREATE UNIQUE INDEX "templates_one_per_language" ON "templates" USING btree ("business_id","account_id","name","language");--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_business_id_follows_id_messages_business_id_id_fk" FOREIGN KEY ("business_id","follows_id") REFERENCES "public"."messages"("business_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "channels_of_account" ON "channels" USING btree ("kind","account_id");--> statement-breakpoint
CREATE INDEX "channels_by_verify_token" ON "channels" USING btree ("kind","verify_token_hash") WHERE verify_token_hash is not null and status <> 'disconnected';--> statement-breakpoint
CREATE INDEX "conversations_by_last_inbound" ON "conversations" USING btree ("business_id","status","last_inbound_at","id");--> statement-breakpoint
CREATE INDEX "messages_following" ON "messages" USING btree ("business_id","follows_id") WHERE follows_id is not null;--> statement-breakpoint
ALTER TABLE "channels" ADD CONSTRAINT "channels_kind" CHECK ("channels"."kind" in ('whatsapp', 'instagram'));--> statement-breakpoint
ALTER TABLE "contact_identities" ADD CONSTRAINT "contact_identities_channel_kind" CHECK ("contact_identities"."channel_kind" in ('whatsapp', 'instagram'));--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_last_kind" CHECK ("conversations"."last_message_kind" in ('text', 'image', 'video', 'audio', 'document', 'sticker', 'location', 'contacts', 'choice', 'form', 'order', 'story', 'share', 'notice', 'buttons', 'list', 'link', 'reaction', 'unsupported'));--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_kind" CHECK ("messages"."kind" in ('text', 'image', 'video', 'audio', 'document', 'sticker', 'location', 'contacts', 'choice', 'form', 'order', 'story', 'share', 'notice', 'buttons', 'list', 'link', 'reaction', 'unsupported'));--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_kind" CHECK ("webhook_deliveries"."channel_kind" in ('whatsapp', 'instagram'));--> statement-breakpoint
CREATE POLICY "business_rows" ON "attachments" AS PERMISSIVE FOR ALL TO "frontdesk_app" USING (business_id = nullif(current_setting('app.business_id', true), '')::uuid) WITH CHECK (business_id = nullif(current_setting('app.business_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_finds_pending" ON "attachments" AS PERMISSIVE FOR SELECT TO "frontdesk_system" USING (state = 'pending' and message_id is not null);--> statement-breakpoint
CREATE POLICY "system_finds_unsent" ON "attachments" AS PERMISSIVE FOR SELECT TO "frontdesk_system" USING (message_id is null);--> statement-breakpoint
CREATE POLICY "business_rows" ON "message_revisions" AS PERMISSIVE FOR ALL TO "frontdesk_app" USING (business_id = nullif(current_setting('app.business_id', true), '')::uuid) WITH CHECK (business_id = nullif(current_setting('app.business_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "business_rows" ON "reactions" AS PERMISSIVE FOR ALL TO "frontdesk_app" USING (business_id = nullif(current_setting('app.business_id', true), '')::uuid) WITH CHECK (business_id = nullif(current_setting('app.business_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "business_rows" ON "templates" AS PERMISSIVE FOR ALL TO "frontdesk_app" USING (business_id = nullif(current_setting('app.business_id', true), '')::uuid) WITH CHECK (business_id = nullif(current_setting('app.business_id', true), '')::uuid);