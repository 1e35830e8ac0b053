import { AppShell, Box, Burger, Button, Group, Menu, NavLink, Text, useMantineColorScheme } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { sessionQuery } from '../api/session.ts';
import { signOut } from '../api/sign-out.ts';
import { Wordmark } from '../ui/Wordmark.tsx';
import classes from './AppLayout.module.css';
import { paths } from './paths.ts';

const sections = [
  { label: 'Search', path: paths.search() },
  { label: 'Workflows', path: paths.workflows() },
  { label: 'Runs', path: paths.runs() },
  { label: 'API tokens', path: paths.tokens() },
  { label: 'People', path: paths.people() },
] as const;

function Navigation({ onChoose }: { onChoose: () => void }) {
  const here = useRouterState({ select: (state) => state.location.pathname });
  return (
    <nav aria-label="Main">
      {sections.map(({ label, path }) => {
        const active = here === path || here.startsWith(`${path}/`);
        return (
          <NavLink
            key={path}
            component={Link}
            to={path}
            label={label}
            active={active}
            aria-current={active ? 'page' : undefined}
            onClick={onChoose}
          />
        );
      })}
    </nav>
  );
}

function AccountMenu() {
  const username = useQuery(sessionQuery).data?.username ?? '';
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const leaving = useMutation({
    mutationFn: () => signOut(queryClient),
    onSettled: () => navigate({ to: paths.signIn() }),
  });
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          rightSection={<span aria-hidden>▾</span>}
          aria-label={`Account ${username}`}
        >
          <Text span truncate maw={140} size="sm">
            {username}
          </Text>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Appearance</Menu.Label>
        {(['auto', 'light', 'dark'] as const).map((scheme) => (
          <Menu.Item
            key={scheme}
            role="menuitemradio"
            aria-checked={colorScheme === scheme}
            rightSection={colorScheme === scheme ? '✓' : null}
            onClick={() => setColorScheme(scheme)}
          >
            {{ auto: 'Like the system', light: 'Light', dark: 'Dark' }[scheme]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item component={Link} to={paths.account()}>
          Account
        </Menu.Item>
        <Menu.Item onClick={() => leaving.mutate()}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** The frame of every page for people who are signed in. */
export function AppLayout() {
  const [opened, { toggle, close }] = useDisclosure(false);
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 200, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding="md"
    >
      <a className={classes.skip} href="#content">
        Skip to the content
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label="Menu"
              aria-expanded={opened}
            />
            <Link to={paths.search()} className={classes.home} aria-label="Clavis, to the search">
              <Wordmark />
            </Link>
          </Group>
          <AccountMenu />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs">
        <Navigation onChoose={close} />
      </AppShell.Navbar>
      <AppShell.Main>
        <Box id="content" tabIndex={-1} maw={1200} className={classes.content}>
          <Outlet />
        </Box>
      </AppShell.Main>
    </AppShell>
  );
}
