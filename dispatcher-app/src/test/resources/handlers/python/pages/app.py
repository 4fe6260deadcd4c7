"""Renders a page from a template that lies in the package."""
import os

from jinja2 import Environment, FileSystemLoader

pages = Environment(loader=FileSystemLoader(os.environ["LAMBDA_TASK_ROOT"]), autoescape=True)


def handler(event, context):
    body = pages.get_template("page.html").render(name=event["queryStringParameters"]["name"])
    return {"statusCode": 200, "headers": {"Content-Type": "text/html"}, "body": body}
