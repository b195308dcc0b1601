import { Anchor, Container, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { LanguageChoice } from '@/ui/Choices';
import { Logo } from '@/ui/Logo';
import { useTitle } from '@/ui/Page';

/** A page for people who have no account here, and need none. */
export function Outside({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslation();
  useTitle(title);
  return (
    <Container component="main" size="xs" py="lg">
      <Group justify="space-between" mb="lg">
        <Logo />
        <LanguageChoice />
      </Group>
      {children}
      <Text size="sm" c="dimmed" mt="xl">
        <Anchor component={Link} to="/policy">
          {t('policy.title')}
        </Anchor>
        {' · '}
        <Anchor component={Link} to="/proof">
          {t('proof.title')}
        </Anchor>
      </Text>
    </Container>
  );
}
