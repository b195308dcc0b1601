import { Button, Container } from '@mantine/core';
import { Link, useRouter } from '@tanstack/react-router';
import { Compass, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { problemOf, wordsOf } from '@/lib/problem';
import { Empty } from '@/ui/Empty';
import { useTitle } from '@/ui/Page';

/** There is no such page. */
export function Lost() {
  const { t } = useTranslation();
  useTitle(t('lost.title'));
  return (
    <Container component="main" size="sm" py={48}>
      <Empty icon={Compass} title={t('lost.title')} words={t('lost.words')} top>
        <Button component={Link} to="/">
          {t('lost.home')}
        </Button>
      </Empty>
    </Container>
  );
}

/** A page that broke: the rest of the app goes on. */
export function Trouble({ error, reset }: { error: unknown; reset: () => void }) {
  const { t } = useTranslation();
  const router = useRouter();
  const problem = problemOf(error);
  const words =
    problem.code === 'away' && error instanceof TypeError ? t('problem.bug') : wordsOf(problem, t);
  useTitle(t('trouble.title'));
  return (
    <Container component="main" size="sm" py={48}>
      <Empty icon={TriangleAlert} title={t('trouble.title')} words={words} top>
        <Button
          onClick={() => {
            reset();
            void router.invalidate();
          }}
        >
          {t('again')}
        </Button>
      </Empty>
    </Container>
  );
}
