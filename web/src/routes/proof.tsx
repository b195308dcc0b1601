import { createFileRoute } from '@tanstack/react-router';
import { Proof } from '@/features/privacy/Proof';

export const Route = createFileRoute('/proof')({ component: Proof });
