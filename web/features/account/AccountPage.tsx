import { Badge, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../../api/session.ts';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { BearerSection } from './BearerSection.tsx';
import { GrantsSection } from './GrantsSection.tsx';
import { PasswordSection } from './PasswordSection.tsx';
import { Section } from './Section.tsx';
import { SessionsSection } from './SessionsSection.tsx';

/** Who the person is, and everything that can act as them. */
export function AccountPage() {
  const me = useQuery(sessionQuery).data;
  const roles = me?.roles ?? [];
  const personas = me?.personas ?? [];
  return (
    <>
      <PageTitle>Account</PageTitle>
      <Stack maw={860}>
        <Section
          title={me?.username ?? ''}
          intro="Your role says what you may do in the workspace; personas and connections say what you see."
        >
          <Group gap="xs">
            {roles.map((name) => (
              <Badge key={name} tt="none">
                {name.replace(/^\$/, '')}
              </Badge>
            ))}
            {personas.map(({ qualifiedName, name }) => (
              <Badge key={qualifiedName} variant="outline" tt="none">
                {name}
              </Badge>
            ))}
            {personas.length === 0 && (
              <Text size="sm" c="dimmed">
                no personas
              </Text>
            )}
          </Group>
        </Section>
        <SessionsSection />
        <GrantsSection />
        <BearerSection />
        <PasswordSection username={me?.username ?? ''} />
      </Stack>
    </>
  );
}
