CREATE TABLE "channel_paces" (
	"business_id" uuid NOT NULL,
	"channel_id" uuid NOT NULL,
	"paid_up_at" double precision DEFAULT 0 NOT NULL,
	"last_turn_at" double precision DEFAULT 0 NOT NULL,
	CONSTRAINT "channel_paces_business_id_channel_id_pk" PRIMARY KEY("business_id","channel_id")
);
--> statement-breakpoint
ALTER TABLE "channel_paces" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "recipient_paces" (
	"business_id" uuid NOT NULL,
	"conversation_id" uuid NOT NULL,
	"paid_up_at" double precision DEFAULT 0 NOT NULL,
	"last_turn_at" double precision DEFAULT 0 NOT NULL,
	"unreachable_count" integer DEFAULT 0 NOT NULL,
	"unreachable_at" timestamp with time zone,
	"marketing_stopped_at" timestamp with time zone,
	CONSTRAINT "recipient_paces_business_id_conversation_id_pk" PRIMARY KEY("business_id","conversation_id")
);
--> statement-breakpoint
ALTER TABLE "recipient_paces" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "sends_per_second" integer DEFAULT 80 NOT NULL;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "send_after" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "channel_paces" ADD CONSTRAINT "channel_paces_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channel_paces" ADD CONSTRAINT "channel_paces_business_id_channel_id_channels_business_id_id_fk" FOREIGN KEY ("business_id","channel_id") REFERENCES "public"."channels"("business_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recipient_paces" ADD CONSTRAINT "recipient_paces_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recipient_paces" ADD CONSTRAINT "recipient_paces_business_id_conversation_id_conversations_business_id_id_fk" FOREIGN KEY ("business_id","conversation_id") REFERENCES "public"."conversations"("business_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channels" ADD CONSTRAINT "channels_sends_per_second" CHECK ("channels"."sends_per_second" > 0);--> statement-breakpoint
CREATE POLICY "business_rows" ON "channel_paces" AS PERMISSIVE FOR ALL TO "frontdesk_app" USING (business_id = nullif(current_setting('app.business_id', true), '')::uuid) WITH CHECK (business_id = nullif(current_setting('app.business_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "business_rows" ON "recipient_paces" AS PERMISSIVE FOR ALL TO "frontdesk_app" USING (business_id = nullif(current_setting('app.business_id', true), '')::uuid) WITH CHECK (business_id = nullif(current_setting('app.business_id', true), '')::uuid);