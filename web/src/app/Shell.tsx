import {
  ActionIcon,
  AppShell,
  Box,
  Group,
  Kbd,
  ScrollArea,
  Stack,
  UnstyledButton,
} from '@mantine/core';
import { spotlight } from '@mantine/spotlight';
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { showMeOptions } from '@/api/@tanstack/react-query.gen';
import { follow } from '@/lib/live';
import { Logo } from '@/ui/Logo';
import { Alarmed } from './Alarmed';
import { BottomBar } from './BottomBar';
import { Closings } from './Closings';
import { Elsewhere } from './Elsewhere';
import { Offline } from './Offline';
import { OnHold } from './OnHold';
import { PAGES } from './pages';
import { Palette } from './Palette';
import { PersonMenu } from './PersonMenu';
import { useRoleNotice } from './roleNotice';
import { SignInAgain } from './SignInAgain';

/** What is around every page of a member. */
export function Shell() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data: me } = useSuspenseQuery(showMeOptions());
  const pages = PAGES.filter(({ needs }) => me.permissions.includes(needs));
  useEffect(() => follow(queries, me.organisation_id), [queries, me.organisation_id]);
  useRoleNotice(me);
  return (
    <AppShell
      header={{ height: { base: 56, md: 0 } }}
      navbar={{ width: 252, breakpoint: 'md', collapsed: { mobile: true } }}
      footer={{ height: { base: 64, md: 0 } }}
      padding={{ base: 'md', md: 'xl' }}
    >
      <a className="skip" href="#main">
        {t('shell.skip')}
      </a>
      <AppShell.Header hiddenFrom="md" className="navbar">
        <Group h="100%" px="md" justify="space-between">
          <Logo />
          <ActionIcon
            variant="default"
            size={40}
            onClick={spotlight.open}
            aria-label={t('shell.find')}
          >
            <Search size={18} aria-hidden />
          </ActionIcon>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className="navbar" p="md" visibleFrom="md">
        <Box mb="lg">
          <Logo />
        </Box>
        <UnstyledButton
          className="navlink"
          onClick={spotlight.open}
          mb="sm"
          bd="1px solid var(--edge)"
        >
          <Search size={18} aria-hidden />
          <span style={{ flex: 1 }}>{t('shell.find')}</span>
          <Kbd size="xs">Ctrl K</Kbd>
        </UnstyledButton>
        <ScrollArea flex={1}>
          <Stack component="nav" gap={2} aria-label={t('shell.navigation')}>
            {pages.map(({ to, word, icon: Icon }) => (
              <Link key={to} to={to} className="navlink">
                <Icon size={19} aria-hidden />
                {t(word)}
              </Link>
            ))}
          </Stack>
        </ScrollArea>
        <PersonMenu me={me} />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1}>
        <Elsewhere />
        <Offline />
        <Alarmed me={me} />
        <Closings me={me} />
        <OnHold me={me} />
        <Outlet />
      </AppShell.Main>
      <AppShell.Footer hiddenFrom="md">
        <BottomBar pages={pages} me={me} />
      </AppShell.Footer>
      <Palette pages={pages} />
      <SignInAgain me={me} />
    </AppShell>
  );
}
