import { Box, Group, List, Text, ThemeIcon, Title } from '@mantine/core';
import { Outlet } from '@tanstack/react-router';
import { Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { LanguageChoice, SchemeChoice } from '@/ui/Choices';
import { Logo } from '@/ui/Logo';

/** Around the pages for people who are not signed in. */
export function Welcome() {
  const { t } = useTranslation();
  const points = ['one', 'two', 'three'] as const;
  return (
    <div className="welcome">
      <aside>
        <Logo inverted />
        <Title order={2} fz={34} lh={1.2} mt={40} mb={24} maw={460} c="#fff">
          {t('welcome.title')}
        </Title>
        <List
          spacing="md"
          center
          icon={
            <ThemeIcon color="#ffffff33" size={26} radius="xl" aria-hidden>
              <Check size={15} color="#fff" />
            </ThemeIcon>
          }
        >
          {points.map((point) => (
            <List.Item key={point}>
              <Text c="#fff">{t(`welcome.${point}`)}</Text>
            </List.Item>
          ))}
        </List>
      </aside>
      <main>
        <Box w="100%" maw={440}>
          <Group justify="space-between" mb="xl">
            <Box hiddenFrom="md">
              <Logo />
            </Box>
            <Group gap="xs" ml="auto">
              <SchemeChoice />
              <LanguageChoice />
            </Group>
          </Group>
          <Outlet />
        </Box>
      </main>
    </div>
  );
}
