ALTER TABLE "campaigns" ADD COLUMN "trouble_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "receipts" DROP COLUMN "can_retry";