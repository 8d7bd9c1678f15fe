-- What catalog search looks through. `user_id` is one word and also two.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE FUNCTION public.array_to_string_immutable(words text[]) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT array_to_string(words, ' ') $$;

CREATE FUNCTION catalog_document(qualified text, description text, entity text, owner text, tags text[])
RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT setweight(to_tsvector('simple', qualified || ' ' || translate(qualified, '_:', '  ')), 'A')
      || setweight(to_tsvector('simple', coalesce(entity, '') || ' ' || coalesce(owner, '') || ' ' || coalesce(public.array_to_string_immutable(tags), '')), 'B')
      || setweight(to_tsvector('simple', coalesce(description, '')), 'C')
$$;

CREATE INDEX catalog_entry_document_idx ON catalog_entry USING gin (catalog_document(qualified, description, entity, owner, tags));
CREATE INDEX catalog_entry_name_trigrams_idx ON catalog_entry USING gin (name gin_trgm_ops);
