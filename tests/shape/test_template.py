"""What the templates promise beyond what a linter knows: nothing lost, nothing open, no right too many."""

from __future__ import annotations

import json
import re

import pytest

from blueprint import ROOT, TEMPLATES, Function, Template, functions, load, mappings, resources, statements
from spotter.contracts.readings import Delivery
from spotter.stores.chains import chain

FUNCTIONS = functions()
STATE = ROOT / "infra" / "state.yaml"
MACHINE = json.loads((ROOT / "infra" / "workflows" / "training.asl.json").read_text())
# Actions that have no resource to name, with the statement that holds them.
WITHOUT_RESOURCE = {"ActionsWithoutResource", "Readiness"}


def _queues() -> dict[str, Template]:
    return {name: each for path in TEMPLATES for name, each in resources(path, "AWS::SQS::Queue").items()}


def test_every_queue_has_dead_letters_after_five_tries() -> None:
    redriven = {name: each["Properties"].get("RedrivePolicy") for name, each in _queues().items()}
    targets = {policy["deadLetterTargetArn"]["Fn::GetAtt"] for policy in redriven.values() if policy}
    for rule in resources(ROOT / "infra" / "edge.yaml", "AWS::IoT::TopicRule").values():
        targets.add(f"{rule['Properties']['TopicRulePayload']['ErrorAction']['Sqs']['QueueUrl']['Ref']}.Arn")

    last_stops = {name for name, policy in redriven.items() if policy is None}

    assert {f"{name}.Arn" for name in last_stops} == targets
    assert {policy["maxReceiveCount"] for policy in redriven.values() if policy} == {5}


def test_every_last_stop_is_watched() -> None:
    parameters = resources(ROOT / "template.yaml", "AWS::CloudFormation::Stack")["Watch"]["Properties"][
        "Parameters"
    ]
    alarms = resources(ROOT / "infra" / "watch.yaml", "AWS::CloudWatch::Alarm").values()
    watched = {each["Properties"]["Dimensions"][0]["Value"]["Ref"].removesuffix("Name") for each in alarms}

    last_stops = {name for name, each in _queues().items() if "RedrivePolicy" not in each["Properties"]}

    assert last_stops <= watched
    assert {f"{name}Name" for name in watched} <= set(parameters)


def test_a_message_stays_hidden_for_six_times_as_long_as_its_function_may_run() -> None:
    given = resources(ROOT / "template.yaml", "AWS::CloudFormation::Stack")["State"]["Properties"][
        "Parameters"
    ]
    timeouts = {each.name: each.timeout for each in FUNCTIONS}

    for mapping in mappings():
        queue = _queues()[mapping.queue]["Properties"]
        assert given[queue["VisibilityTimeout"]["Ref"]] >= 6 * timeouts[mapping.function]


def test_what_is_kept_is_encrypted_and_can_be_brought_back() -> None:
    for table in resources(STATE, "AWS::DynamoDB::Table").values():
        assert table["Properties"]["SSESpecification"]["SSEEnabled"]
        assert table["Properties"]["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]
        assert table["Properties"]["BillingMode"] == "PAY_PER_REQUEST"
    for bucket in resources(STATE, "AWS::S3::Bucket").values():
        assert all(bucket["Properties"]["PublicAccessBlockConfiguration"].values())
        assert bucket["Properties"]["VersioningConfiguration"] == {"Status": "Enabled"}
        assert bucket["Properties"]["BucketEncryption"]
    assert all(queue["Properties"]["SqsManagedSseEnabled"] for queue in _queues().values())


def test_what_holds_state_says_what_becomes_of_it() -> None:
    kinds = {"AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::SQS::Queue", "AWS::Cognito::UserPool"}
    holders = [
        each for path in TEMPLATES for each in load(path)["Resources"].values() if each["Type"] in kinds
    ]

    assert {each["Type"] for each in holders} == kinds
    assert all({"DeletionPolicy", "UpdateReplacePolicy"} <= set(each) for each in holders)


def test_a_nested_stack_is_given_what_it_asks_for_and_gives_what_it_is_asked_for() -> None:
    asked = set(re.findall(r"\b([A-Z]\w+)\.Outputs\.(\w+)", (ROOT / "template.yaml").read_text()))

    for name, stack in resources(ROOT / "template.yaml", "AWS::CloudFormation::Stack").items():
        nested = load(ROOT / stack["Properties"]["TemplateURL"])
        assert set(nested["Parameters"]) == set(stack["Properties"]["Parameters"])
        assert {output for owner, output in asked if owner == name} <= set(nested.get("Outputs", {}))


def test_every_output_that_code_reads_is_given() -> None:
    sources = [path for folder in ("infra", "layers/core", "tests") for path in (ROOT / folder).rglob("*.py")]
    read = {name for path in sources for name in re.findall(r"outputs\[[\"'](\w+)", path.read_text())}

    assert read <= set(load(ROOT / "template.yaml")["Outputs"])


def test_logs_are_not_kept_for_ever() -> None:
    groups = [each for path in TEMPLATES for each in resources(path, "AWS::Logs::LogGroup").values()]

    assert groups
    assert all(each["Properties"]["RetentionInDays"] for each in groups)


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_a_function_may_do_named_actions_on_named_resources(function: Function) -> None:
    for statement in statements(function):
        actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
        assert not [action for action in actions if "*" in action]
        if statement["Effect"] == "Allow" and statement.get("Resource") == "*":
            assert statement["Sid"] in WITHOUT_RESOURCE


def test_only_alert_its_climbing_and_who_alerts_neighbours_may_page_and_only_two_may_ring_the_bell() -> None:
    pages = [
        (each.name, statement["Effect"], statement.get("Resource"), statement.get("NotResource"))
        for each in FUNCTIONS
        for statement in statements(each)
        if statement["Action"] == "sns:Publish"
    ]
    endpoints = {"Fn::Sub": "arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:endpoint/*"}
    anything_named = {"Fn::Sub": "arn:${AWS::Partition}:sns:*:*:*"}

    assert pages == [
        (name, "Allow", resource, but_not)
        for name in ("Zones", "Alert", "Escalate", "TellGroups")
        for resource, but_not in ((None, anything_named), (endpoints, None))
    ] + [
        (name, "Allow", {"Fn::GetAtt": "Paging.Outputs.BellTopicArn"}, None)
        for name in ("WatchHeartbeats", "Steward")
    ]


def test_the_name_by_which_functions_start_the_escalation_is_the_machines() -> None:
    machine = resources(ROOT / "template.yaml", "AWS::Serverless::StateMachine")["EscalationMachine"][
        "Properties"
    ]
    name = machine["Name"]["Fn::Sub"]
    started = [
        each["Properties"]["Environment"]["Variables"]["ESCALATION_MACHINE_ARN"]["Fn::Sub"]
        for each in resources(ROOT / "template.yaml", "AWS::Serverless::Function").values()
        if "ESCALATION_MACHINE_ARN" in each["Properties"]["Environment"]["Variables"]
    ]

    assert len(started) == 5
    assert all(arn.endswith(f":stateMachine:{name}") for arn in started)


def test_nothing_that_fails_ends_an_escalation() -> None:
    states = json.loads((ROOT / "infra" / "workflows" / "escalation.asl.json").read_text())["States"]

    assert [each["ErrorEquals"] for each in states["Step"]["Catch"]] == [["States.ALL"]]
    assert states["Step"]["Catch"][0]["ResultPath"] == "$.failure"
    assert states[states["Step"]["Catch"][0]["Next"]]["Next"] == "Step"
    assert "TimeoutSeconds" not in states
    assert {each["Type"] for each in states.values()} == {"Wait", "Task", "Choice", "Succeed"}


def test_a_claim_on_a_page_outlasts_every_function_that_could_hold_it() -> None:
    holders = [each.timeout for each in FUNCTIONS if each.folder == "alert"]

    assert chain().claim_s > max(holders)


def test_the_training_machine_knows_exactly_the_functions_that_it_is_given() -> None:
    machine = resources(ROOT / "template.yaml", "AWS::Serverless::StateMachine")["TrainingMachine"][
        "Properties"
    ]
    given = machine["DefinitionSubstitutions"]
    invoked = [each["LambdaInvokePolicy"]["FunctionName"]["Ref"] for each in machine["Policies"]]

    assert set(re.findall(r"\$\{(\w+)\}", json.dumps(MACHINE))) == set(given)
    assert [each["Fn::GetAtt"].removesuffix(".Arn") for each in given.values()] == invoked


def test_every_step_of_a_training_keeps_what_the_steps_before_it_found() -> None:
    kept = {
        name: each.get("ResultPath") for name, each in MACHINE["States"].items() if each["Type"] == "Task"
    }

    assert kept == {
        "Extract": "$.dataset",
        "Train": "$.candidate",
        "Validate": "$.verdict",
        "Promote": "$.champion",
    }


def test_every_step_of_a_training_ends_in_a_named_failure() -> None:
    tasks = [each for each in MACHINE["States"].values() if each["Type"] == "Task"]

    assert {each["Catch"][0]["Next"] for each in tasks} == {"Failed"}


def test_the_topic_rules_write_every_field_of_a_delivery_and_part_the_lanes() -> None:
    rules = resources(ROOT / "infra" / "edge.yaml", "AWS::IoT::TopicRule")
    selected = {
        name: each["Properties"]["TopicRulePayload"]["Sql"].partition(" FROM ")
        for name, each in rules.items()
    }
    versioned = {"v"}  # a delivery without a version is of the first

    for fields, _, _ in selected.values():
        assert set(re.findall(r"AS (\w+)", fields)) | versioned == set(Delivery.__struct_fields__)
    assert {name: where for name, (_, _, where) in selected.items()} == {
        "ReadingsRule": "'spotter/+/+' WHERE topic(3) <> 'events'",
        "EventsRule": "'spotter/+/events'",
    }


def test_a_device_may_use_its_own_name_and_its_own_topics_only() -> None:
    policy = resources(ROOT / "infra" / "edge.yaml", "AWS::IoT::Policy")["DevicePolicy"]["Properties"]
    account = "arn:${AWS::Partition}:iot:${AWS::Region}:${AWS::AccountId}:"
    reach = [each["Resource"]["Fn::Sub"] for each in policy["PolicyDocument"]["Statement"]]

    thing = "${!iot:Connection.Thing.ThingName}"
    assert [each.removeprefix(account) for each in reach] == [
        f"client/{thing}",
        f"topic/spotter/{thing}/*",
        f"topicfilter/spotter/{thing}/*",
        f"topic/$aws/things/{thing}/jobs/*",
        f"topicfilter/$aws/things/{thing}/jobs/*",
    ]
