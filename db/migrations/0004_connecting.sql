ALTER TABLE "channels" ADD COLUMN "verify_token_hash" text;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "checkup" jsonb;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "checked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "quality" text;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "quality_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "channels_by_verify_token" ON "channels" USING btree ("kind","verify_token_hash") WHERE verify_token_hash is not null and status <> 'disconnected';