-- What hangs on another asset: a readme, a link, a contract. Rights on it are the rights on that other one, its host, as they are at the
-- moment of asking, so nothing has to be carried along when the host moves or is tagged.
-- INVARIANT: a host exists. Who hangs something on an asset holds the asset's row, and who purges an asset clears this column of what hung on
-- it. It never changes otherwise. No foreign key, for the reason that `relationship` has none.
ALTER TABLE asset ADD COLUMN host_guid uuid CHECK (host_guid <> guid);
CREATE INDEX asset_host ON asset (host_guid) WHERE host_guid IS NOT NULL;

-- Which assets are linked to a domain: asked whenever one is deleted.
CREATE INDEX asset_domain ON asset USING gin ((attributes -> 'domainGUIDs')) WHERE attributes ? 'domainGUIDs';
