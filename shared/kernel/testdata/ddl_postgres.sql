CREATE TABLE IF NOT EXISTS "basket" (
  "id" BYTEA PRIMARY KEY,
  "version" BIGINT NOT NULL DEFAULT 0,
  "removed" BIGINT NOT NULL DEFAULT 0,
  "retired" BIGINT NOT NULL DEFAULT 0,
  "custom" BYTEA NOT NULL DEFAULT '',
  "name" TEXT COLLATE "C" NOT NULL DEFAULT '',
  "owner" BYTEA NOT NULL DEFAULT '',
  "state" TEXT COLLATE "C" NOT NULL DEFAULT '',
  "limit" BIGINT NOT NULL DEFAULT 0,
  "total" BIGINT NOT NULL DEFAULT 0,
  "seal" BIGINT NOT NULL DEFAULT 0,
  "more" BYTEA NOT NULL DEFAULT '',
  "find" TEXT COLLATE "C" NOT NULL DEFAULT '',
  "sort_key" TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX IF NOT EXISTS "ux_basket_name" ON "basket" ("name") WHERE "name" <> '' AND "removed" = 0;
CREATE INDEX IF NOT EXISTS "rx_basket_name" ON "basket" ("name", "id") WHERE "name" <> '' AND "removed" <> 0;
CREATE INDEX IF NOT EXISTS "ix_basket_owner" ON "basket" ("owner", "id");
CREATE INDEX IF NOT EXISTS "ix_basket_state" ON "basket" ("state", "id");
CREATE TABLE IF NOT EXISTS "basket__cost" (
  "id" BYTEA PRIMARY KEY,
  "version" BIGINT NOT NULL DEFAULT 0,
  "removed" BIGINT NOT NULL DEFAULT 0,
  "custom" BYTEA NOT NULL DEFAULT '',
  "cost" BIGINT NOT NULL DEFAULT 0,
  "more" BYTEA NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS "counter" (
  "id" BYTEA PRIMARY KEY,
  "version" BIGINT NOT NULL DEFAULT 0,
  "removed" BIGINT NOT NULL DEFAULT 0,
  "custom" BYTEA NOT NULL DEFAULT '',
  "free" BIGINT NOT NULL DEFAULT 0,
  "more" BYTEA NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS "person" (
  "id" BYTEA PRIMARY KEY,
  "version" BIGINT NOT NULL DEFAULT 0,
  "removed" BIGINT NOT NULL DEFAULT 0,
  "retired" BIGINT NOT NULL DEFAULT 0,
  "custom" BYTEA NOT NULL DEFAULT '',
  "name" TEXT COLLATE "C" NOT NULL DEFAULT '',
  "more" BYTEA NOT NULL DEFAULT '',
  "find" TEXT COLLATE "C" NOT NULL DEFAULT '',
  "sort_key" TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS "sampler" (
  "id" BYTEA PRIMARY KEY,
  "version" BIGINT NOT NULL DEFAULT 0,
  "removed" BIGINT NOT NULL DEFAULT 0,
  "retired" BIGINT NOT NULL DEFAULT 0,
  "custom" BYTEA NOT NULL DEFAULT '',
  "select" TEXT COLLATE "C" NOT NULL DEFAULT '',
  "order" BIGINT NOT NULL DEFAULT 0,
  "open" BIGINT NOT NULL DEFAULT 0,
  "amount" BIGINT NOT NULL DEFAULT 0,
  "quantity" BIGINT NOT NULL DEFAULT 0,
  "price" BIGINT NOT NULL DEFAULT 0,
  "rate" BIGINT NOT NULL DEFAULT 0,
  "day" BIGINT NOT NULL DEFAULT 0,
  "at" BIGINT NOT NULL DEFAULT 0,
  "state" TEXT COLLATE "C" NOT NULL DEFAULT '',
  "choice" TEXT COLLATE "C" NOT NULL DEFAULT '',
  "person" BYTEA NOT NULL DEFAULT '',
  "raw" BYTEA NOT NULL DEFAULT '',
  "very_long_name" TEXT COLLATE "C" NOT NULL DEFAULT '',
  "even_longer_name_of_a_field" TEXT COLLATE "C" NOT NULL DEFAULT '',
  "more" BYTEA NOT NULL DEFAULT '',
  "find" TEXT COLLATE "C" NOT NULL DEFAULT '',
  "sort_key" TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS "ix_sampler_even_longer_name_of_a_field_very_lo_d1d931f1273093a9" ON "sampler" ("even_longer_name_of_a_field", "very_long_name", "quantity", "amount", "id");
CREATE UNIQUE INDEX IF NOT EXISTS "ux_sampler_order" ON "sampler" ("order") WHERE "order" <> 0 AND "removed" = 0;
CREATE INDEX IF NOT EXISTS "rx_sampler_order" ON "sampler" ("order", "id") WHERE "order" <> 0 AND "removed" <> 0;
CREATE UNIQUE INDEX IF NOT EXISTS "ux_sampler_person" ON "sampler" ("person") WHERE "person" <> ''::bytea AND "removed" = 0;
CREATE INDEX IF NOT EXISTS "rx_sampler_person" ON "sampler" ("person", "id") WHERE "person" <> ''::bytea AND "removed" <> 0;
CREATE INDEX IF NOT EXISTS "ix_sampler_state" ON "sampler" ("state", "id");
