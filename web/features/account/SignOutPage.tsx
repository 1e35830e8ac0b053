import { Button, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { signOut } from '../../api/sign-out.ts';
import { translateError } from '../../api/translate-error.ts';
import { paths } from '../../app/paths.ts';
import { CardFrame } from '../../ui/CardFrame.tsx';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';

/** Where programs send a browser to sign out. SECURITY: it asks, or any link would end a person's session. */
export function SignOutPage() {
  const router = useRouter();
  const queryClient = useQueryClient();
  const leaving = useMutation({
    mutationFn: () => signOut(queryClient),
    onSuccess: () => router.navigate({ to: paths.signIn() }),
  });
  return (
    <CardFrame title="Sign out?" intro="A program asks to end your session in this browser.">
      <Stack>
        {leaving.isError && <ErrorPanel {...translateError(leaving.error)} />}
        <Button loading={leaving.isPending} onClick={() => leaving.mutate()} fullWidth>
          Sign out
        </Button>
        <Button variant="default" onClick={() => void router.navigate({ to: paths.search() })} fullWidth>
          Stay signed in
        </Button>
      </Stack>
    </CardFrame>
  );
}
