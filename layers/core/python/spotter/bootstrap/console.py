"""Puts functions/console together."""

from __future__ import annotations

import os
from functools import cache
from secrets import token_bytes

from spotter.adapters.aws.carrier import SnsCarrier
from spotter.adapters.aws.certificates import IotCertificates
from spotter.adapters.aws.clients import client
from spotter.adapters.aws.link_keys import SecretLinkKeys
from spotter.adapters.aws.objects import S3Objects
from spotter.adapters.aws.records import DynamoRecords
from spotter.adapters.aws.users import CognitoUsers
from spotter.adapters.aws.workflow import SfnWorkflow
from spotter.adapters.clock import system_clock
from spotter.entry.web.parts import ConsoleParts, PagingParts
from spotter.ports.records import Records
from spotter.services.answer_page import AnswerPage
from spotter.services.check_certificates import CheckCertificates
from spotter.services.check_readiness import CheckReadiness
from spotter.services.follow_answers import FollowAnswers
from spotter.services.hold_keys import HoldKeys
from spotter.services.keep_users import KeepUsers
from spotter.services.register_model import RegisterModel
from spotter.services.show_evidence import ShowEvidence
from spotter.settings import ConsoleSettings
from spotter.stores.alarms import AlarmLedger
from spotter.stores.assignments import Assignments
from spotter.stores.fleet_access import FleetAccess
from spotter.stores.groups import Groups
from spotter.stores.lake import PredictionLog
from spotter.stores.links import Links
from spotter.stores.models import Models
from spotter.stores.people import People
from spotter.stores.readiness import readiness_norms
from spotter.stores.registry import Registry
from spotter.stores.studies import Studies
from spotter.stores.texts import ModelTexts
from spotter.stores.zones import Zones


@cache
def compose() -> ConsoleParts:
    """Connect to what the environment names; once a process, when the first request needs it."""
    settings = ConsoleSettings.read(os.environ)
    dynamodb = client("dynamodb")
    registry = DynamoRecords(dynamodb, settings.registry_table)
    alarms = DynamoRecords(dynamodb, settings.alarms_table)
    models = Models(DynamoRecords(dynamodb, settings.models_table))
    lake = S3Objects(client("s3"), settings.lake_bucket)
    return ConsoleParts(
        registry=Registry(registry),
        ledger=AlarmLedger(alarms),
        models=models,
        trainings=SfnWorkflow(client("stepfunctions"), settings.training_machine_arn),
        clock=system_clock,
        paging=_paging(settings, registry, alarms),
        users=KeepUsers(CognitoUsers(client("cognito-idp"), settings.user_pool_id), token_bytes),
        groups=Groups(alarms),
        evidence=ShowEvidence(models, ModelTexts(lake), lake),
        follow=FollowAnswers(models, AlarmLedger(alarms), PredictionLog(lake), system_clock),
        studies=Studies(DynamoRecords(dynamodb, settings.models_table)),
        register=RegisterModel(
            models,
            ModelTexts(lake),
            lake,
            SfnWorkflow(client("stepfunctions"), settings.judge_machine_arn),
            system_clock,
        ),
        searches=SfnWorkflow(client("stepfunctions"), settings.study_machine_arn),
        assignments=Assignments(registry),
        zones=Zones(registry),
    )


def _paging(settings: ConsoleSettings, registry: Records, alarms: Records) -> PagingParts:
    people, runs = People(registry), SfnWorkflow(client("stepfunctions"), settings.escalation_machine_arn)
    answer = AnswerPage(
        ledger=AlarmLedger(alarms),
        links=Links(alarms),
        people=people,
        runs=runs,
        keys=HoldKeys(SecretLinkKeys(client("secretsmanager"), settings.link_secret_arn), system_clock),
        clock=system_clock,
    )
    known, norms = Registry(registry), readiness_norms()
    certificates = CheckCertificates(known, FleetAccess(registry), IotCertificates(client("iot")), norms)
    readiness = CheckReadiness(people, known, SnsCarrier(client("sns")), norms, certificates)
    return PagingParts(people, answer, readiness, runs)
