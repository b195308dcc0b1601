import { Box, Container, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Logo } from '@/ui/Logo';
import { useTitle } from '@/ui/Page';
import { Sections } from './PolicyText';

/** The policy for everyone, without a sign-in. */
export function PolicyPage() {
  const { t } = useTranslation();
  useTitle(t('policy.title'));
  return (
    <Container component="main" size="sm" py="xl">
      <Link to="/" style={{ color: 'inherit', textDecoration: 'none' }} aria-label="INDOKONA">
        <Logo />
      </Link>
      <Title order={1} mt="xl">
        {t('policy.title')}
      </Title>
      <Box mt="md">
        <Sections />
      </Box>
    </Container>
  );
}
