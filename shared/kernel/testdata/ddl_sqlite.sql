CREATE TABLE IF NOT EXISTS "basket" (
  "id" BLOB PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 0,
  "removed" INTEGER NOT NULL DEFAULT 0,
  "retired" INTEGER NOT NULL DEFAULT 0,
  "custom" BLOB NOT NULL DEFAULT x'',
  "name" TEXT NOT NULL DEFAULT '',
  "owner" BLOB NOT NULL DEFAULT x'',
  "state" TEXT NOT NULL DEFAULT '',
  "limit" INTEGER NOT NULL DEFAULT 0,
  "total" INTEGER NOT NULL DEFAULT 0,
  "seal" INTEGER NOT NULL DEFAULT 0,
  "more" BLOB NOT NULL DEFAULT x'',
  "find" TEXT NOT NULL DEFAULT '',
  "sort_key" TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX IF NOT EXISTS "ux_basket_name" ON "basket" ("name") WHERE "name" <> '' AND "removed" = 0;
CREATE INDEX IF NOT EXISTS "rx_basket_name" ON "basket" ("name", "id") WHERE "name" <> '' AND "removed" <> 0;
CREATE INDEX IF NOT EXISTS "ix_basket_owner" ON "basket" ("owner", "id");
CREATE INDEX IF NOT EXISTS "ix_basket_state" ON "basket" ("state", "id");
CREATE TABLE IF NOT EXISTS "basket__cost" (
  "id" BLOB PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 0,
  "removed" INTEGER NOT NULL DEFAULT 0,
  "custom" BLOB NOT NULL DEFAULT x'',
  "cost" INTEGER NOT NULL DEFAULT 0,
  "more" BLOB NOT NULL DEFAULT x''
);
CREATE TABLE IF NOT EXISTS "counter" (
  "id" BLOB PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 0,
  "removed" INTEGER NOT NULL DEFAULT 0,
  "custom" BLOB NOT NULL DEFAULT x'',
  "free" INTEGER NOT NULL DEFAULT 0,
  "more" BLOB NOT NULL DEFAULT x''
);
CREATE TABLE IF NOT EXISTS "person" (
  "id" BLOB PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 0,
  "removed" INTEGER NOT NULL DEFAULT 0,
  "retired" INTEGER NOT NULL DEFAULT 0,
  "custom" BLOB NOT NULL DEFAULT x'',
  "name" TEXT NOT NULL DEFAULT '',
  "more" BLOB NOT NULL DEFAULT x'',
  "find" TEXT NOT NULL DEFAULT '',
  "sort_key" TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS "sampler" (
  "id" BLOB PRIMARY KEY NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 0,
  "removed" INTEGER NOT NULL DEFAULT 0,
  "retired" INTEGER NOT NULL DEFAULT 0,
  "custom" BLOB NOT NULL DEFAULT x'',
  "select" TEXT NOT NULL DEFAULT '',
  "order" INTEGER NOT NULL DEFAULT 0,
  "open" INTEGER NOT NULL DEFAULT 0,
  "amount" INTEGER NOT NULL DEFAULT 0,
  "quantity" INTEGER NOT NULL DEFAULT 0,
  "price" INTEGER NOT NULL DEFAULT 0,
  "rate" INTEGER NOT NULL DEFAULT 0,
  "day" INTEGER NOT NULL DEFAULT 0,
  "at" INTEGER NOT NULL DEFAULT 0,
  "state" TEXT NOT NULL DEFAULT '',
  "choice" TEXT NOT NULL DEFAULT '',
  "person" BLOB NOT NULL DEFAULT x'',
  "raw" BLOB NOT NULL DEFAULT x'',
  "very_long_name" TEXT NOT NULL DEFAULT '',
  "even_longer_name_of_a_field" TEXT NOT NULL DEFAULT '',
  "more" BLOB NOT NULL DEFAULT x'',
  "find" TEXT NOT NULL DEFAULT '',
  "sort_key" TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS "ix_sampler_even_longer_name_of_a_field_very_lo_d1d931f1273093a9" ON "sampler" ("even_longer_name_of_a_field", "very_long_name", "quantity", "amount", "id");
CREATE UNIQUE INDEX IF NOT EXISTS "ux_sampler_order" ON "sampler" ("order") WHERE "order" <> 0 AND "removed" = 0;
CREATE INDEX IF NOT EXISTS "rx_sampler_order" ON "sampler" ("order", "id") WHERE "order" <> 0 AND "removed" <> 0;
CREATE UNIQUE INDEX IF NOT EXISTS "ux_sampler_person" ON "sampler" ("person") WHERE "person" <> x'' AND "removed" = 0;
CREATE INDEX IF NOT EXISTS "rx_sampler_person" ON "sampler" ("person", "id") WHERE "person" <> x'' AND "removed" <> 0;
CREATE INDEX IF NOT EXISTS "ix_sampler_state" ON "sampler" ("state", "id");
