import { serve } from "@/lib/offline/duckdb/child/serve";

// The only process that loads DuckDB. Its working folder is its own and empty; it ends with its parent.
serve(process.cwd());
