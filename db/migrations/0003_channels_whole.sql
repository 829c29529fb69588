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
	"failure_text" text,
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
ALTER TABLE "messages" DROP CONSTRAINT "messages_kind";--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "account_id" text;--> statement-breakpoint
ALTER TABLE "contacts" ADD COLUMN "first_touch" jsonb;--> statement-breakpoint
ALTER TABLE "contacts" ADD COLUMN "first_touch_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "content" jsonb;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "context" jsonb;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "edited_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "deleted_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_business_id_message_id_messages_business_id_id_fk" FOREIGN KEY ("business_id","message_id") REFERENCES "public"."messages"("business_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_business_id_uploaded_by_member_id_members_business_id_id_fk" FOREIGN KEY ("business_id","uploaded_by_member_id") REFERENCES "public"."members"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_revisions" ADD CONSTRAINT "message_revisions_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_revisions" ADD CONSTRAINT "message_revisions_business_id_channel_id_channels_business_id_id_fk" FOREIGN KEY ("business_id","channel_id") REFERENCES "public"."channels"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reactions" ADD CONSTRAINT "reactions_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reactions" ADD CONSTRAINT "reactions_business_id_channel_id_channels_business_id_id_fk" FOREIGN KEY ("business_id","channel_id") REFERENCES "public"."channels"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "templates" ADD CONSTRAINT "templates_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "attachments_of_message" ON "attachments" USING btree ("business_id","message_id","position") WHERE message_id is not null;--> statement-breakpoint
CREATE INDEX "attachments_pending" ON "attachments" USING btree ("state_at") WHERE state = 'pending';--> statement-breakpoint
CREATE UNIQUE INDEX "message_revisions_once" ON "message_revisions" USING btree ("business_id","channel_id","provider_message_id","kind","occurred_at",md5(coalesce(content::text, '')));--> statement-breakpoint
CREATE INDEX "message_revisions_of_message" ON "message_revisions" USING btree ("business_id","channel_id","provider_message_id");--> statement-breakpoint
CREATE UNIQUE INDEX "reactions_one_per_side" ON "reactions" USING btree ("business_id","channel_id","provider_message_id","side");--> statement-breakpoint
CREATE UNIQUE INDEX "templates_one_per_language" ON "templates" USING btree ("business_id","account_id","name","language");--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_kind" CHECK ("messages"."kind" in ('text', 'image', 'video', 'audio', 'document', 'sticker', 'location', 'contacts', 'choice', 'form', 'order', 'story', 'share', 'notice', 'buttons', 'list', 'link', 'reaction', 'unsupported'));--> statement-breakpoint
CREATE POLICY "business_rows" ON "attachments" AS PERMISSIVE FOR ALL TO "frontdesk_app" USING (business_id = nullif(current_setting('app.business_id', true), '')::uuid) WITH CHECK (business_id = nullif(current_setting('app.business_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_finds_pending" ON "attachments" AS PERMISSIVE FOR SELECT TO "frontdesk_system" USING (state = 'pending');--> statement-breakpoint
CREATE POLICY "business_rows" ON "message_revisions" AS PERMISSIVE FOR ALL TO "frontdesk_app" USING (business_id = nullif(current_setting('app.business_id', true), '')::uuid) WITH CHECK (business_id = nullif(current_setting('app.business_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "business_rows" ON "reactions" AS PERMISSIVE FOR ALL TO "frontdesk_app" USING (business_id = nullif(current_setting('app.business_id', true), '')::uuid) WITH CHECK (business_id = nullif(current_setting('app.business_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "business_rows" ON "templates" AS PERMISSIVE FOR ALL TO "frontdesk_app" USING (business_id = nullif(current_setting('app.business_id', true), '')::uuid) WITH CHECK (business_id = nullif(current_setting('app.business_id', true), '')::uuid);