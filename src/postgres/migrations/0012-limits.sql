-- The nodes that serve this database: each says every ten seconds that it lives, and takes its part of every request limit
-- by how many were seen lately. A node that ends in order removes its row; what a crash left behind goes after an hour.
CREATE TABLE node (
  id         uuid PRIMARY KEY,
  started_at timestamptz NOT NULL DEFAULT now(),
  seen_at    timestamptz NOT NULL DEFAULT now()
);
