ALTER TABLE "channels" ADD COLUMN "templates_synced_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "templates_sync_trouble" text;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "templates_sync_started_at" timestamp with time zone;