print("My name is", __name__)
