import { Button, Divider, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { paths } from '../../app/paths.ts';

/** The identity providers to sign in by; nothing while there is none, or none is known: the password works without them. */
export function ProviderLinks({ next }: { next: string }) {
  const { data: providers = [] } = useQuery({
    queryKey: ['sign-in-providers'],
    queryFn: ({ signal }) => client.identityProviders.offered({ signal }),
    retry: false,
  });
  if (providers.length === 0) return null;
  return (
    <Stack mb="md">
      {providers.map(({ alias, displayName }) => (
        <Button key={alias} component="a" href={paths.singleSignOn(alias, next)} variant="default" fullWidth>
          Sign in with {displayName}
        </Button>
      ))}
      <Divider label="or with a password" />
    </Stack>
  );
}
