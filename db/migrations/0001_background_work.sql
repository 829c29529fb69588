CREATE TABLE "campaigns" (
	"business_id" uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"channel_id" uuid NOT NULL,
	"name" text NOT NULL,
	"text" text NOT NULL,
	"template" jsonb,
	"is_to_everyone" boolean DEFAULT false NOT NULL,
	"contact_ids" uuid[] DEFAULT '{}' NOT NULL,
	"state" text DEFAULT 'draft' NOT NULL,
	"state_at" timestamp with time zone DEFAULT now() NOT NULL,
	"run" integer DEFAULT 0 NOT NULL,
	"pause_reason" text,
	"pause_sentence" text,
	"wait_reason" text,
	"wait_until" timestamp with time zone,
	"created_by_member_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"launched_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	CONSTRAINT "campaigns_business_id_id_pk" PRIMARY KEY("business_id","id"),
	CONSTRAINT "campaigns_state" CHECK ("campaigns"."state" in ('draft', 'running', 'paused', 'completed', 'cancelled'))
);
--> statement-breakpoint
ALTER TABLE "campaigns" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "recipients" (
	"business_id" uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"campaign_id" uuid NOT NULL,
	"contact_id" uuid NOT NULL,
	"conversation_id" uuid,
	"state" text DEFAULT 'waiting' NOT NULL,
	"reason" text,
	"sentence" text,
	"due_at" timestamp with time zone,
	CONSTRAINT "recipients_business_id_id_pk" PRIMARY KEY("business_id","id"),
	CONSTRAINT "recipients_state" CHECK ("recipients"."state" in ('waiting', 'sending', 'sent', 'skipped', 'failed', 'unknown'))
);
--> statement-breakpoint
ALTER TABLE "recipients" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "job_crons" (
	"function_id" text NOT NULL,
	"cron" text NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"last_at" timestamp with time zone,
	CONSTRAINT "job_crons_function_id_cron_pk" PRIMARY KEY("function_id","cron")
);
--> statement-breakpoint
CREATE TABLE "job_gates" (
	"function_id" text NOT NULL,
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"ready_at" timestamp with time zone,
	CONSTRAINT "job_gates_function_id_kind_key_pk" PRIMARY KEY("function_id","kind","key"),
	CONSTRAINT "job_gates_kind" CHECK ("job_gates"."kind" in ('throttle', 'rateLimit'))
);
--> statement-breakpoint
CREATE TABLE "job_run_events" (
	"run_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"event_id" uuid NOT NULL,
	CONSTRAINT "job_run_events_run_id_position_pk" PRIMARY KEY("run_id","position")
);
--> statement-breakpoint
CREATE TABLE "begun_conversations" (
	"business_id" uuid NOT NULL,
	"conversation_id" uuid NOT NULL,
	"channel_id" uuid NOT NULL,
	"begun_at" timestamp with time zone NOT NULL,
	CONSTRAINT "begun_conversations_business_id_conversation_id_pk" PRIMARY KEY("business_id","conversation_id")
);
--> statement-breakpoint
ALTER TABLE "begun_conversations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
DROP INDEX "job_queue_available";--> statement-breakpoint
DROP INDEX "dead_letters_one_per_item";--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "new_people_per_day" integer DEFAULT 250;--> statement-breakpoint
ALTER TABLE "contacts" ADD COLUMN "profile_name_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "job_events" ADD COLUMN "function_id" text;--> statement-breakpoint
ALTER TABLE "job_events" ADD COLUMN "invoked_by" uuid;--> statement-breakpoint
ALTER TABLE "job_events" ADD COLUMN "server_id" text;--> statement-breakpoint
ALTER TABLE "job_queue" ADD COLUMN "throttle_key" text;--> statement-breakpoint
ALTER TABLE "job_runs" ADD COLUMN "limit_keys" text[];--> statement-breakpoint
ALTER TABLE "job_runs" ADD COLUMN "singleton_key" text;--> statement-breakpoint
ALTER TABLE "job_runs" ADD COLUMN "open_key" text;--> statement-breakpoint
ALTER TABLE "job_runs" ADD COLUMN "open_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "template" jsonb;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "campaign_id" uuid;--> statement-breakpoint
ALTER TABLE "campaigns" ADD CONSTRAINT "campaigns_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaigns" ADD CONSTRAINT "campaigns_business_id_channel_id_channels_business_id_id_fk" FOREIGN KEY ("business_id","channel_id") REFERENCES "public"."channels"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaigns" ADD CONSTRAINT "campaigns_business_id_created_by_member_id_members_business_id_id_fk" FOREIGN KEY ("business_id","created_by_member_id") REFERENCES "public"."members"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recipients" ADD CONSTRAINT "recipients_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recipients" ADD CONSTRAINT "recipients_business_id_campaign_id_campaigns_business_id_id_fk" FOREIGN KEY ("business_id","campaign_id") REFERENCES "public"."campaigns"("business_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recipients" ADD CONSTRAINT "recipients_business_id_contact_id_contacts_business_id_id_fk" FOREIGN KEY ("business_id","contact_id") REFERENCES "public"."contacts"("business_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recipients" ADD CONSTRAINT "recipients_business_id_conversation_id_conversations_business_id_id_fk" FOREIGN KEY ("business_id","conversation_id") REFERENCES "public"."conversations"("business_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_run_events" ADD CONSTRAINT "job_run_events_run_id_job_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."job_runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_run_events" ADD CONSTRAINT "job_run_events_event_id_job_events_id_fk" FOREIGN KEY ("event_id") REFERENCES "public"."job_events"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "begun_conversations" ADD CONSTRAINT "begun_conversations_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "begun_conversations" ADD CONSTRAINT "begun_conversations_business_id_conversation_id_conversations_business_id_id_fk" FOREIGN KEY ("business_id","conversation_id") REFERENCES "public"."conversations"("business_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "begun_conversations" ADD CONSTRAINT "begun_conversations_business_id_channel_id_channels_business_id_id_fk" FOREIGN KEY ("business_id","channel_id") REFERENCES "public"."channels"("business_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "campaigns_running" ON "campaigns" USING btree ("state_at") WHERE state = 'running';--> statement-breakpoint
CREATE UNIQUE INDEX "recipients_one_per_contact" ON "recipients" USING btree ("business_id","campaign_id","contact_id");--> statement-breakpoint
CREATE INDEX "recipients_to_do" ON "recipients" USING btree ("business_id","campaign_id","state","due_at","id") WHERE state in ('waiting', 'sending');--> statement-breakpoint
CREATE INDEX "job_crons_next" ON "job_crons" USING btree ("next_at");--> statement-breakpoint
CREATE INDEX "job_gates_ready" ON "job_gates" USING btree ("ready_at") WHERE ready_at is not null;--> statement-breakpoint
CREATE INDEX "job_gates_next" ON "job_gates" USING btree ("next_at");--> statement-breakpoint
CREATE INDEX "job_run_events_by_event" ON "job_run_events" USING btree ("event_id");--> statement-breakpoint
CREATE INDEX "begun_conversations_by_time" ON "begun_conversations" USING btree ("business_id","channel_id","begun_at");--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_business_id_campaign_id_campaigns_business_id_id_fk" FOREIGN KEY ("business_id","campaign_id") REFERENCES "public"."campaigns"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "job_queue_throttled" ON "job_queue" USING btree ("function_id","throttle_key","available_at","id") WHERE throttle_key is not null;--> statement-breakpoint
CREATE INDEX "job_runs_singleton" ON "job_runs" USING btree ("function_id","singleton_key") WHERE singleton_key is not null and finished_at is null;--> statement-breakpoint
CREATE INDEX "job_runs_open" ON "job_runs" USING btree ("function_id","open_key") WHERE open_key is not null;--> statement-breakpoint
CREATE INDEX "job_runs_open_until" ON "job_runs" USING btree ("open_until") WHERE open_until is not null;--> statement-breakpoint
CREATE INDEX "messages_failed_of_channel" ON "messages" USING btree ("business_id","channel_id","state_at") WHERE state = 'failed';--> statement-breakpoint
CREATE INDEX "receipts_by_age" ON "receipts" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "dead_letters_waiting_of_delivery" ON "dead_letters" USING btree ("delivery_id") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "dead_letters_replayed" ON "dead_letters" USING btree ("replayed_at") WHERE state = 'replayed';--> statement-breakpoint
CREATE UNIQUE INDEX "unrouted_items_once" ON "unrouted_items" USING btree ("channel_kind",coalesce(external_channel_id, ''),md5(reason || item::text));--> statement-breakpoint
CREATE INDEX "job_queue_available" ON "job_queue" USING btree ("available_at","id") WHERE throttle_key is null;--> statement-breakpoint
CREATE UNIQUE INDEX "dead_letters_one_per_item" ON "dead_letters" USING btree ("business_id","channel_kind","external_channel_id",md5(item::text)) WHERE state = 'waiting';--> statement-breakpoint
ALTER TABLE "job_runs" DROP COLUMN "limit_key";--> statement-breakpoint
ALTER TABLE "channels" ADD CONSTRAINT "channels_new_people_per_day" CHECK ("channels"."new_people_per_day" > 0);--> statement-breakpoint
CREATE POLICY "system_finds_old" ON "receipts" AS PERMISSIVE FOR SELECT TO "frontdesk_system" USING (created_at < now() - interval '90 days');--> statement-breakpoint
CREATE POLICY "system_prunes" ON "receipts" AS PERMISSIVE FOR DELETE TO "frontdesk_system" USING (created_at < now() - interval '90 days');--> statement-breakpoint
CREATE POLICY "system_finds" ON "dead_letters" AS PERMISSIVE FOR SELECT TO "frontdesk_system" USING (state = 'waiting' or state = 'replayed' and replayed_at < now() - interval '30 days');--> statement-breakpoint
CREATE POLICY "system_prunes" ON "dead_letters" AS PERMISSIVE FOR DELETE TO "frontdesk_system" USING (state = 'replayed' and replayed_at < now() - interval '30 days');--> statement-breakpoint
CREATE POLICY "business_rows" ON "campaigns" AS PERMISSIVE FOR ALL TO "frontdesk_app" USING (business_id = nullif(current_setting('app.business_id', true), '')::uuid) WITH CHECK (business_id = nullif(current_setting('app.business_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_finds_running" ON "campaigns" AS PERMISSIVE FOR SELECT TO "frontdesk_system" USING (state = 'running');--> statement-breakpoint
CREATE POLICY "business_rows" ON "recipients" AS PERMISSIVE FOR ALL TO "frontdesk_app" USING (business_id = nullif(current_setting('app.business_id', true), '')::uuid) WITH CHECK (business_id = nullif(current_setting('app.business_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "business_rows" ON "begun_conversations" AS PERMISSIVE FOR ALL TO "frontdesk_app" USING (business_id = nullif(current_setting('app.business_id', true), '')::uuid) WITH CHECK (business_id = nullif(current_setting('app.business_id', true), '')::uuid);--> statement-breakpoint
ALTER POLICY "business_adds" ON "job_events" TO frontdesk_app WITH CHECK (business_id = nullif(current_setting('app.business_id', true), '')::uuid and function_id is null);